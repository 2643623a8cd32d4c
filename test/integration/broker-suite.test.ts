import { brokerSuite } from '../support/suites/broker-suite.ts';
import { PAPER_HARNESS } from '../support/suites/paper-broker-world.ts';
import { STANDIN_HARNESS } from '../support/suites/standin-broker-world.ts';

brokerSuite(PAPER_HARNESS);
brokerSuite(STANDIN_HARNESS);
