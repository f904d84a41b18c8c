import { DomainError, type ErrorKind } from '@souk/kernel/domain-error';

/** A refusal of any kind. */
export class RuleSaysNo extends DomainError {
  readonly code = 'test.no';
  readonly kind: ErrorKind;

  constructor(kind: ErrorKind) {
    super('It cannot be.');
    this.kind = kind;
  }
}
