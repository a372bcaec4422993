export * from './requests.js';
export * from './validate.js';
export * from './leaving.js';
