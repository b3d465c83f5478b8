import { availableParallelism } from 'node:os';
import { parentPort, Worker, workerData } from 'node:worker_threads';
import { openSpec } from '../load/spec/open.js';
import { Judge, type Judged, type Trial } from './judge.js';

/** Trials that pay for a thread: it takes as long to start as these do to run. */
const WORTH_A_THREAD = 20;

/** Who runs trials, several at a time. */
export interface Crew {
  /** @throws Error when the checker itself failed */
  judge(trial: Trial): Promise<Judged>;
  /** Gives up what is under way. */
  close(): Promise<void>;
}

/** What a thread is told: a trial, and what to call it by. */
interface Order {
  readonly nth: number;
  readonly trial: Trial;
}

type Answer = { readonly nth: number } & ({ readonly judged: Judged } | { readonly broken: string });

/** Reads the standard for itself. */
interface Hand {
  readonly specPath: string | undefined;
}

/**
 * Threads that run trials, as many as the machine has processors for and the work is worth.
 * @param trials how many there will be
 * @param jobs how many of them at a time
 */
export function openCrew(trials: number, jobs: number, specPath: string | undefined): Crew {
  const size = Math.min(availableParallelism(), jobs, Math.ceil(trials / WORTH_A_THREAD));
  const threads = Array.from({ length: Math.max(1, size) }, () => openThread({ specPath }));
  return {
    judge: (trial) => threads.reduce((least, thread) => (thread.underWay() < least.underWay() ? thread : least)).judge(trial),
    close: async () => void (await Promise.all(threads.map((thread) => thread.close()))),
  };
}

function openThread(hand: Hand): Crew & { underWay(): number } {
  // The build makes one file of this module; the thread runs it, too.
  const worker = new Worker(__filename, { workerData: { hand } });
  const waiting = new Map<number, { resolve(judged: Judged): void; reject(error: Error): void }>();
  let count = 0;
  worker.on('message', (answer: Answer) => {
    const { resolve, reject } = waiting.get(answer.nth) ?? {};
    waiting.delete(answer.nth);
    if ('judged' in answer) resolve?.(answer.judged);
    else reject?.(new Error(answer.broken));
  });
  const fail = (error: Error): void => {
    for (const { reject } of waiting.values()) reject(error);
    waiting.clear();
  };
  worker.on('error', fail);
  worker.on('exit', () => fail(new Error('A thread of the self-test came to its end.')));
  return {
    underWay: () => waiting.size,
    judge: (trial) =>
      new Promise((resolve, reject) => {
        count += 1;
        waiting.set(count, { resolve, reject });
        worker.postMessage({ nth: count, trial } satisfies Order);
      }),
    close: async () => void (await worker.terminate()),
  };
}

/** The other side: what goes on in a thread. */
function work(port: NonNullable<typeof parentPort>, { specPath }: Hand): void {
  const judge = openSpec(specPath).then((spec) => new Judge(spec));
  port.on('message', async ({ nth, trial }: Order) => {
    const answer: Answer = await judge
      .then((open) => open.judge(trial))
      .then(
        (judged) => ({ nth, judged }),
        (error: Error) => ({ nth, broken: error.stack ?? error.message }),
      );
    port.postMessage(answer);
  });
}

if (parentPort !== null && workerData?.hand !== undefined) work(parentPort, workerData.hand);
