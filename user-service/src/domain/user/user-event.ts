import type { Role, Verification } from './user-state.ts';

/** What happens to a user and concerns other services. */
export type UserEvent = { readonly at: Date } & (
  | { readonly type: 'UserRegistered' }
  | { readonly type: 'EmailVerificationRequested'; readonly name: string; readonly verification: Verification }
  | { readonly type: 'EmailVerified'; readonly isNewOwner: boolean }
  | { readonly type: 'RoleChanged'; readonly role: Role }
);
