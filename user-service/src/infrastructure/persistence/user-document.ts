import { aggregateSchema, type AggregateDocument } from '@souk/chassis/mongo/aggregate-document';
import { Schema } from 'mongoose';
import type { UserState } from '../../domain/user/user-state.ts';

export type UserDocument = AggregateDocument<UserState>;

const json = { type: Schema.Types.Mixed };

export const userSchema = aggregateSchema<UserState>({
  id: { type: String, required: true },
  email: { type: String, required: true },
  name: { type: String, required: true },
  passwordHash: { type: String, required: true },
  role: { type: String, required: true },
  status: { type: String, required: true },
  emailVerifiedAt: { type: Date },
  verification: json,
  claims: [json],
  linksAskedAt: [Date],
  addresses: [json],
  sessionEpoch: { type: Number, required: true },
  createdAt: { type: Date, required: true },
  updatedAt: { type: Date, required: true },
});
userSchema.index({ email: 1 }, { unique: true });
userSchema.index({ 'verification.id': 1 }, { partialFilterExpression: { 'verification.id': { $exists: true } } });
userSchema.index(
  { 'claims.verification.id': 1 },
  { partialFilterExpression: { 'claims.verification.id': { $exists: true } } },
);
userSchema.index({ createdAt: -1, _id: -1 });
userSchema.index({ email: 1, createdAt: -1, _id: -1 });
userSchema.index({ role: 1, createdAt: -1, _id: -1 });
userSchema.index({ status: 1, createdAt: -1, _id: -1 });
userSchema.index({ role: 1, status: 1, createdAt: -1, _id: -1 });
