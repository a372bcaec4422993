import { DefaultLogger, type LogEntry, type Logger as TemporalLogger } from '@temporalio/worker';
import { pino, type Logger } from 'pino';

export type { Logger };

/** One JSON object a line on standard output. Fields that could carry a secret are cut out by name. */
export function createLogger(role: string, level: string): Logger {
  return pino({
    level,
    base: { role },
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { level: (label) => ({ level: label }) },
    redact: {
      paths: [
        'token',
        'password',
        'secret',
        'authorization',
        '*.token',
        '*.password',
        '*.secret',
        '*.authorization',
      ],
      censor: '[cut]',
    },
  });
}

const levels = { TRACE: 'trace', DEBUG: 'debug', INFO: 'info', WARN: 'warn', ERROR: 'error' } as const;

/** The Temporal SDK's log lines in our form; workflow id, run id and activity come as fields of each line. */
export function temporalLogger(logger: Logger): TemporalLogger {
  return new DefaultLogger('DEBUG', ({ level, message, meta }: LogEntry) => {
    logger[levels[level]](meta ?? {}, message);
  });
}
