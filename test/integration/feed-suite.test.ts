import { leaveOut } from '../support/left-out.ts';
import { REPLAY_HARNESS, SIMULATED_HARNESS } from '../support/suites/driven-feed-worlds.ts';
import { feedSuite } from '../support/suites/feed-suite.ts';
import { realFeedHarness } from '../support/suites/real-feed-world.ts';
import { machineClock, realGatewayAddress, sessionOfNow } from '../support/suites/real-gateway.ts';
import { STANDIN_FEED_HARNESS } from '../support/suites/standin-feed-world.ts';

feedSuite(SIMULATED_HARNESS);
feedSuite(REPLAY_HARNESS);
feedSuite(STANDIN_FEED_HARNESS);

const address = realGatewayAddress();
const SUITE = 'the feed suite on a real gateway';
if (address === null) leaveOut(SUITE, 'IBKR_HOST is not set');
else if (machineClock.now() < sessionOfNow().open) leaveOut(SUITE, 'no session goes on now');
else feedSuite(realFeedHarness(address));
