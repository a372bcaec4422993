import { describe, expect, it } from 'vitest';
import { Agenda } from './agenda.js';

const none = { missing: [], contested: [] };

describe('the agenda of a zone', () => {
  it('looks once at what was told many times', () => {
    const agenda = new Agenda(['shop/a'], {}, 10);
    agenda.tell(['shop/a', 'shop/b']);
    const look = agenda.take(0);
    expect(look).toEqual({ services: ['shop/a', 'shop/b'], goneBefore: [] });
    agenda.settle(look, none, 0);
    expect(agenda.isEmpty).toBe(true);
  });

  it('does not take a Service for gone before its grace is over, whoever tells of it', () => {
    const agenda = new Agenda(['shop/a'], {}, 10);
    agenda.settle(agenda.take(0), { missing: ['shop/a'], contested: [] }, 0);
    expect(agenda.dueIn(3)).toBe(7);
    agenda.tell(['shop/a']);
    const early = agenda.take(3);
    expect(early).toEqual({ services: ['shop/a'], goneBefore: [] });
    agenda.settle(early, { missing: ['shop/a'], contested: [] }, 3);
    expect(agenda.take(10)).toEqual({ services: ['shop/a'], goneBefore: ['shop/a'] });
  });

  it('forgets that a Service was gone when it is back', () => {
    const agenda = new Agenda(['shop/a'], {}, 10);
    agenda.settle(agenda.take(0), { missing: ['shop/a'], contested: [] }, 0);
    agenda.tell(['shop/a']);
    agenda.settle(agenda.take(5), none, 5);
    expect(agenda.isEmpty).toBe(true);
  });

  it('keeps what came to nothing, and what is contested', () => {
    const agenda = new Agenda(['shop/a'], {}, 10);
    const look = agenda.take(0);
    agenda.putBack(look);
    expect(agenda.take(1)).toEqual(look);
    agenda.settle(look, { missing: [], contested: ['shop/a'] }, 1);
    expect(agenda.hasTold).toBe(true);
  });

  it('takes no more at once than is good, and hands the rest on', () => {
    const many = Array.from({ length: 2_500 }, (_, n) => `shop/${n}`);
    const agenda = new Agenda(many, { 'shop/gone': 3 }, 10);
    expect(agenda.take(5).services).toHaveLength(2_000);
    expect(agenda.remains.services).toHaveLength(500);
    expect(agenda.remains.missing).toEqual({ 'shop/gone': 3 });
  });
});
