import { mongo } from 'mongoose';
import { describe, expect, it } from 'vitest';
import { isDatabaseUnavailable, isDuplicateKey } from './database-errors.ts';

const labelled = new mongo.MongoServerError({ message: 'not primary', code: 10_107 });
labelled.addErrorLabel('RetryableWriteError');

describe('isDatabaseUnavailable', () => {
  it.each([
    ['a broken connection', new mongo.MongoNetworkError('connection 1 closed', {})],
    ['no server', new mongo.MongoServerSelectionError('Server selection timed out', anyTopology())],
    ['a replica set without a primary', labelled],
    ['a closed client', new mongo.MongoTopologyClosedError('Topology is closed')],
    [
      'a broken connection, with several writes at once',
      severalWrites(new mongo.MongoNetworkError('connection 1 closed', {})),
    ],
    ['a socket that ends while the driver writes', socketError('EPIPE')],
    ['a socket that is reset while the driver writes', socketError('ECONNRESET')],
  ])('when it met %s, is so', (_what, error) => {
    expect(isDatabaseUnavailable(error)).toBe(true);
  });

  it.each([
    ['a duplicate key among several writes', severalWrites({ message: 'E11000', code: 11_000 })],
    ['a duplicate key', new mongo.MongoServerError({ message: 'E11000', code: 11_000 })],
    ['a wrong query', new mongo.MongoInvalidArgumentError('Filter must be an object')],
    ['a bug', new TypeError('x is not a function')],
    ['a missing file', socketError('ENOENT')],
    ['no error', null],
  ])('when it met %s, is not so', (_what, error) => {
    expect(isDatabaseUnavailable(error)).toBe(false);
  });
});

describe('isDuplicateKey', () => {
  it('when another document has the key, and only then, is so', () => {
    expect(isDuplicateKey(new mongo.MongoServerError({ message: 'E11000', code: 11_000 }))).toBe(true);
    expect(isDuplicateKey(labelled)).toBe(false);
    expect(isDuplicateKey(Object.assign(new Error('E11000'), { code: 11_000 }))).toBe(false);
  });
});

function socketError(code: string): Error {
  return Object.assign(new Error('This socket has been ended by the other party'), { code });
}

function severalWrites(failure: ConstructorParameters<typeof mongo.MongoBulkWriteError>[0]): Error {
  return new mongo.MongoBulkWriteError(failure, {} as mongo.BulkWriteResult);
}

function anyTopology(): mongo.TopologyDescription {
  return { error: null } as unknown as mongo.TopologyDescription;
}
