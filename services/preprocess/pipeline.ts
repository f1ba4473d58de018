import { copyOf } from './copy.ts';
import { ecgMat } from './ecg/processor.ts';
import { pipelineOf } from './processor.ts';
import { table } from './table/processor.ts';

/** What every session goes through. Nothing is copied unless a pattern here names it. */
export const pipeline = pipelineOf([copyOf([]), ecgMat, table]);
