import { aggregateSchema, type AggregateDocument } from '@souk/chassis/mongo/aggregate-document';
import { Schema } from 'mongoose';
import type { RecipientState } from '../../domain/recipient/recipient.ts';

export type RecipientDocument = AggregateDocument<RecipientState>;

export const recipientSchema = aggregateSchema<RecipientState>({
  id: { type: String, required: true },
  provenAt: { type: Date },
  blockedBecause: { type: String },
  admitted: [{ type: Schema.Types.Mixed }],
  lastAdmittedAt: { type: Date },
});
recipientSchema.index({ lastAdmittedAt: 1 });
