import { leaveOut } from '../support/left-out.ts';
import { brokerSuite } from '../support/suites/broker-suite.ts';
import { PAPER_HARNESS } from '../support/suites/paper-broker-world.ts';
import { realBrokerHarness } from '../support/suites/real-broker-world.ts';
import { realGatewayAddress } from '../support/suites/real-gateway.ts';
import { STANDIN_HARNESS } from '../support/suites/standin-broker-world.ts';

brokerSuite(PAPER_HARNESS);
brokerSuite(STANDIN_HARNESS);

const address = realGatewayAddress();
if (address === null) leaveOut('the broker suite on a real paper account', 'IBKR_HOST is not set');
else brokerSuite(realBrokerHarness(address));
