import { expect, it } from 'vitest';
import { encodeReply } from '../../src/engine/wire-reply.ts';

const response = Buffer.from('0500000000', 'hex');

it('answers an OP_MSG with an OP_MSG of one body section', () => {
  const reply = encodeReply({ requestId: 7, legacy: false, moreToCome: false, response }, 3);
  expect(reply.toString('hex')).toBe(
    '1a000000' + '03000000' + '07000000' + 'dd070000' + '00000000' + '00' + '0500000000',
  );
});

it('answers an OP_QUERY with an OP_REPLY of one document', () => {
  const reply = encodeReply({ requestId: 7, legacy: true, moreToCome: false, response }, 3);
  expect(reply.toString('hex')).toBe(
    '29000000' +
      '03000000' +
      '07000000' +
      '01000000' +
      '00000000' +
      '0000000000000000' +
      '00000000' +
      '01000000' +
      '0500000000',
  );
});
