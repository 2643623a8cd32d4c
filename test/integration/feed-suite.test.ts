import { REPLAY_HARNESS, SIMULATED_HARNESS } from '../support/suites/driven-feed-worlds.ts';
import { feedSuite } from '../support/suites/feed-suite.ts';

feedSuite(SIMULATED_HARNESS);
feedSuite(REPLAY_HARNESS);
