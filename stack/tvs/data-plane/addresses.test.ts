import { expect, it } from 'vitest';
import { addressChange } from './addresses.js';

it('adds what is missing, removes only what is its own, and leaves the rest', () => {
  const held = [
    { address: '10.90.0.3', isOurs: false },
    { address: '10.96.0.1', isOurs: true },
    { address: '10.96.0.2', isOurs: true },
    { address: '10.96.0.3', isOurs: false },
  ];
  expect(addressChange(held, new Set(['10.96.0.2', '10.96.0.3', '10.96.0.4']))).toEqual({
    added: ['10.96.0.4'],
    removed: ['10.96.0.1'],
  });
});
