export * from './requests.js';
export * from './validate.js';
