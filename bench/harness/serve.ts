import { z } from 'zod';
import type { Figures } from './bench.js';

/** Answers the questions of the process that started this one, until that lets go of it. */
export function serve(answers: Readonly<Record<string, () => Promise<Figures>>>): void {
  const send = (reply: { figures: Figures } | { error: string }): void => void process.send?.(reply);
  process.on('message', (message) => {
    const question = z.string().parse(message);
    const answer = answers[question];
    if (answer === undefined) {
      send({ error: 'nobody answers that here' });
      return;
    }
    answer().then(
      (figures) => send({ figures }),
      (error: unknown) =>
        send({ error: error instanceof Error ? (error.stack ?? error.message) : String(error) }),
    );
  });
  process.once('disconnect', () => process.exit(0));
}
