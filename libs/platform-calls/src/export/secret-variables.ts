const words = /PASSWORD|PASSWD|PASSPHRASE|SECRET|TOKEN|CREDENTIAL|PRIVATE|(API|ACCESS|AUTH|SIGNING|ENCRYPTION)_?KEY/i;

/** The variables of an environment that are shown. */
export const withoutSecrets = (env: Readonly<Record<string, string>>): Record<string, string> =>
  Object.fromEntries(Object.entries(env).filter(([name]) => !isSecret(name)));

/** Whether an environment variable is taken for a secret, by its name. */
export const isSecret = (variable: string): boolean => words.test(variable);
