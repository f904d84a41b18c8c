/** How an e-mail address is stored and looked up. Mail systems that tell upper from lower case are not met in practice. */
export const normalizedEmail = (email: string): string => email.toLowerCase();
