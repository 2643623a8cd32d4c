import { REPLAY_HARNESS, SIMULATED_HARNESS } from '../support/suites/driven-feed-worlds.ts';
import { feedSuite } from '../support/suites/feed-suite.ts';
import { STANDIN_FEED_HARNESS } from '../support/suites/standin-feed-world.ts';

feedSuite(SIMULATED_HARNESS);
feedSuite(REPLAY_HARNESS);
feedSuite(STANDIN_FEED_HARNESS);
