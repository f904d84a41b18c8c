import { InMemoryLoginFailures } from './in-memory-login-failures.ts';
import { loginFailuresContract } from './login-failures-contract.ts';

const failures = new InMemoryLoginFailures();

loginFailuresContract('InMemoryLoginFailures', () => failures);
