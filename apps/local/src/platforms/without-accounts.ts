/** Where the user's own accounts of platforms are, and how they are reached. */
const ofAccounts =
  /^(ALIBABA_CLOUD_|AWS_|FC_(ENDPOINT|ACCOUNT_ID|REGION|INTERNAL)$|KNATIVE_(?!LOCAL_)|GOOGLE_APPLICATION_CREDENTIALS$)/;

/** The user's own settings, but never the user's own account: these processes only know the platform of this machine. */
export const withoutAccounts = (env: NodeJS.ProcessEnv): NodeJS.ProcessEnv =>
  Object.fromEntries(Object.entries(env).filter(([name]) => !ofAccounts.test(name)));
