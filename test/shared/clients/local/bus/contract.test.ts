import { describe } from '@jest/globals';
import { busContract } from '../../../../contracts/bus.ts';
import { queueContract } from '../../../../contracts/queue.ts';
import { openTestBus } from './test-bus.ts';

describe('the local bus', () => busContract(openTestBus));
describe('the local queue', () => queueContract(openTestBus));
