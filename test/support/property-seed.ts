import fc from 'fast-check';

// One commit, one result: properties look at the same cases each time. PROPERTY_SEED=n looks at others.
fc.configureGlobal({ seed: Number(process.env['PROPERTY_SEED'] ?? 20_261_126) });
