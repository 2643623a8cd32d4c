import { brokerSuite } from '../support/suites/broker-suite.ts';
import { PAPER_HARNESS } from '../support/suites/paper-broker-world.ts';

brokerSuite(PAPER_HARNESS);
