// Runs before anything is painted: the look this window had last, until the core has told the settings.
try {
  const last = JSON.parse(localStorage.getItem('smart-0dte.appearance') ?? '{}');
  for (const name of ['theme', 'palette', 'density']) {
    if (typeof last[name] === 'string') document.documentElement.dataset[name] = last[name];
  }
} catch {
  // No storage, or not what was put there: the look of index.html stands.
}
