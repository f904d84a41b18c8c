import type { Publication } from '../events/event-bus.ts';
import { Schema, type SchemaDefinition } from 'mongoose';

/** Events that an aggregate has to have handled to be sure that an older copy is a duplicate. */
export const INBOX_LENGTH = 200;

/**
 * One aggregate, whole: its state, the events it has not published yet and the messages it has handled. A single-document
 * write changes all of it or nothing, on every engine and across shards, without a transaction.
 */
export type AggregateDocument<State> = State & {
  readonly _id: string;
  /** Grows by one with each change; a write names the version it has read. */
  readonly version: number;
  /** Of the last event, per topic. */
  readonly sequences: Readonly<Record<string, number>>;
  /** Events that the broker has not acknowledged yet, oldest first. */
  readonly outbox: readonly Publication[];
  /** Ids of the last messages and operations that changed this aggregate; requests with their time, see `HandledRequests`. */
  readonly inbox: readonly string[];
  /** The highest sequence applied, per topic, of the messages whose subject is this aggregate. */
  readonly seen: Readonly<Record<string, number>>;
};

/** The version before the first one that is stored. */
export const UNSTORED = 0;

/** The document of an aggregate to which nothing has happened yet. */
export const newDocument = <State extends object>(_id: string, state: State): AggregateDocument<State> => ({
  ...state,
  _id,
  version: UNSTORED,
  sequences: {},
  outbox: [],
  inbox: [],
  seen: {},
});

/** What is left of a document once the aggregate's book-keeping is taken away. */
export function stateOf<State>(document: AggregateDocument<State>): State {
  const { _id, version, sequences, outbox, inbox, seen, ...state } = document;
  return state as unknown as State;
}

/** A schema for an aggregate's collection: the state's fields, what every aggregate carries, and the relay's index. */
export function aggregateSchema<State>(state: SchemaDefinition): Schema<AggregateDocument<State>> {
  const schema = new Schema<AggregateDocument<State>>(
    {
      ...state,
      _id: { type: String, required: true },
      version: { type: Number, required: true },
      sequences: { type: Schema.Types.Mixed, required: true },
      outbox: { type: [Schema.Types.Mixed], required: true },
      inbox: { type: [String], required: true },
      seen: { type: Schema.Types.Mixed, required: true },
    } as SchemaDefinition<AggregateDocument<State>>,
    { versionKey: false, minimize: false },
  );
  schema.index({ 'outbox.event.time': 1 }, { partialFilterExpression: { 'outbox.0': { $exists: true } } });
  return schema;
}
