import { callsOf } from '../calls.ts';
import type { Meter } from '../quantity.ts';

/** Calls, and their duration by the memory that the graph gives each function. */
export const functions: Meter = ({ graph, usage }) =>
  callsOf(graph, usage).flatMap(({ service, calls, memoryGb }) => {
    const seconds = usage.function.secondsOf[service] ?? usage.function.seconds;
    return [
      { part: 'functions', what: `${service}, calls`, price: 'lambda.requests', amount: calls },
      {
        part: 'functions',
        what: `${service}, duration`,
        price: 'lambda.time',
        amount: calls * seconds * memoryGb,
      },
    ];
  });
