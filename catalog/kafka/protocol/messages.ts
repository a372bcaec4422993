/** All messages that we speak: those that ask, and those that have something done. */
export * from './orders.js';
export * from './questions.js';
