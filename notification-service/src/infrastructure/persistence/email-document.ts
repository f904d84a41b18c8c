import { aggregateSchema, type AggregateDocument } from '@souk/chassis/mongo/aggregate-document';
import { Schema } from 'mongoose';
import type { EmailState } from '../../domain/email/email.ts';

export type EmailDocument = AggregateDocument<EmailState>;

export const emailSchema = aggregateSchema<EmailState>({
  id: { type: String, required: true },
  to: { type: String },
  orderId: { type: String },
  content: { type: Schema.Types.Mixed, required: true },
  status: { type: String, required: true },
  round: { type: Number, required: true },
  attempts: { type: Number, required: true },
  lastError: { type: String },
  suppressedBecause: { type: String },
  providerId: { type: String },
  createdAt: { type: Date, required: true },
  sentAt: { type: Date },
  nextAttemptAt: { type: Date },
});
emailSchema.index({ createdAt: -1, _id: -1 });
emailSchema.index({ to: 1, createdAt: -1, _id: -1 });
emailSchema.index({ orderId: 1, createdAt: -1, _id: -1 });
emailSchema.index({ status: 1, createdAt: -1, _id: -1 });
emailSchema.index({ providerId: 1 }, { partialFilterExpression: { providerId: { $type: 'string' } } });
emailSchema.index({ nextAttemptAt: 1, _id: 1 }, { partialFilterExpression: { nextAttemptAt: { $type: 'date' } } });
