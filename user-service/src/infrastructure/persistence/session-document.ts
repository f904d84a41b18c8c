import { Schema } from 'mongoose';
import type { SessionState } from '../../domain/session/session.ts';

export type SessionDocument = Omit<SessionState, 'id'> & { readonly _id: string };

export const sessionSchema = new Schema<SessionDocument>(
  {
    _id: { type: String, required: true },
    userId: { type: String, required: true },
    epoch: { type: Number, required: true },
    currentHash: { type: String, required: true },
    previousHashes: { type: [String], required: true },
    rotatedAt: { type: Date, required: true },
    createdAt: { type: Date, required: true },
    lastUsedAt: { type: Date, required: true },
    expiresAt: { type: Date, required: true },
    userAgent: { type: String },
  },
  { versionKey: false },
);
sessionSchema.index({ userId: 1, epoch: 1, lastUsedAt: -1, _id: -1 });
sessionSchema.index({ expiresAt: 1 });

export function toDocument({ id, ...state }: SessionState): SessionDocument {
  return { _id: id, ...state };
}

export function toState({ _id, ...state }: SessionDocument): SessionState {
  return { id: _id, ...state };
}
