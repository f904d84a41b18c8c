import type { Clock } from '@souk/kernel/clock';
import type { IdGenerator } from '@souk/kernel/id-generator';
import type { ServiceIdentifier } from 'inversify';
import type { AddAddress } from '../application/add-address/add-address.ts';
import type { ChangeAddress } from '../application/change-address/change-address.ts';
import type { ChangePassword } from '../application/change-password/change-password.ts';
import type { ChangeUserAccess } from '../application/change-user-access/change-user-access.ts';
import type { EndSession } from '../application/end-session/end-session.ts';
import type { EnsureAdmin } from '../application/ensure-admin/ensure-admin.ts';
import type { ForgetExpired } from '../application/forget-expired/forget-expired.ts';
import type { ListSessions } from '../application/list-sessions/list-sessions.ts';
import type { LogIn } from '../application/log-in/log-in.ts';
import type { LogOutEverywhere } from '../application/log-out-everywhere/log-out-everywhere.ts';
import type { LogOut } from '../application/log-out/log-out.ts';
import type { LoginOrigins } from '../application/login-origins.ts';
import type { PasswordCheck } from '../application/password-check.ts';
import type { AccessTokens } from '../application/ports/access-tokens.ts';
import type { DeviceTokens } from '../application/ports/device-tokens.ts';
import type { KnownNetworks } from '../application/ports/known-networks.ts';
import type { LoginFailures } from '../application/ports/login-failures.ts';
import type { Passwords } from '../application/ports/passwords.ts';
import type { RefreshTokens } from '../application/ports/refresh-tokens.ts';
import type { SessionList } from '../application/ports/session-list.ts';
import type { UserIds } from '../application/ports/user-ids.ts';
import type { UserList } from '../application/ports/user-list.ts';
import type { VerificationLinks } from '../application/ports/verification-links.ts';
import type { RefreshSession } from '../application/refresh-session/refresh-session.ts';
import type { RegisterUser } from '../application/register-user/register-user.ts';
import type { RemoveAddress } from '../application/remove-address/remove-address.ts';
import type { RenameUser } from '../application/rename-user/rename-user.ts';
import type { ResendVerification } from '../application/resend-verification/resend-verification.ts';
import type { VerifyEmail } from '../application/verify-email/verify-email.ts';
import type { ViewAccount } from '../application/view-account/view-account.ts';
import type { SessionRepository } from '../domain/session/session-repository.ts';
import type { UserRepository } from '../domain/user/user-repository.ts';

const token = <T>(name: string): ServiceIdentifier<T> => Symbol(name);

export const T = {
  AccessTokens: token<AccessTokens>('AccessTokens'),
  AddAddress: token<AddAddress>('AddAddress'),
  ChangeAddress: token<ChangeAddress>('ChangeAddress'),
  ChangePassword: token<ChangePassword>('ChangePassword'),
  ChangeUserAccess: token<ChangeUserAccess>('ChangeUserAccess'),
  Clock: token<Clock>('Clock'),
  DeviceTokens: token<DeviceTokens>('DeviceTokens'),
  EndSession: token<EndSession>('EndSession'),
  EnsureAdmin: token<EnsureAdmin>('EnsureAdmin'),
  ForgetExpired: token<ForgetExpired>('ForgetExpired'),
  IdGenerator: token<IdGenerator>('IdGenerator'),
  KnownNetworks: token<KnownNetworks>('KnownNetworks'),
  ListSessions: token<ListSessions>('ListSessions'),
  LogIn: token<LogIn>('LogIn'),
  LogOut: token<LogOut>('LogOut'),
  LogOutEverywhere: token<LogOutEverywhere>('LogOutEverywhere'),
  LoginFailures: token<LoginFailures>('LoginFailures'),
  LoginOrigins: token<LoginOrigins>('LoginOrigins'),
  PasswordCheck: token<PasswordCheck>('PasswordCheck'),
  Passwords: token<Passwords>('Passwords'),
  RefreshSession: token<RefreshSession>('RefreshSession'),
  RefreshTokens: token<RefreshTokens>('RefreshTokens'),
  RegisterUser: token<RegisterUser>('RegisterUser'),
  RemoveAddress: token<RemoveAddress>('RemoveAddress'),
  RenameUser: token<RenameUser>('RenameUser'),
  ResendVerification: token<ResendVerification>('ResendVerification'),
  SessionList: token<SessionList>('SessionList'),
  SessionRepository: token<SessionRepository>('SessionRepository'),
  UserIds: token<UserIds>('UserIds'),
  UserList: token<UserList>('UserList'),
  UserRepository: token<UserRepository>('UserRepository'),
  VerificationLinks: token<VerificationLinks>('VerificationLinks'),
  VerifyEmail: token<VerifyEmail>('VerifyEmail'),
  ViewAccount: token<ViewAccount>('ViewAccount'),
};
