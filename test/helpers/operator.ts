import { CLIENT, type RunningApp, secretsOf } from './app.ts';

/** The environment of an operator on the machine of the app. */
export function operatorEnvironment({
  config,
  databaseUrl,
  simulator,
  url,
}: RunningApp): Record<string, string> {
  return {
    PUBLIC_URL: url,
    DATABASE_URL: databaseUrl,
    ZOOM_CLIENT_ID: CLIENT.clientId,
    ZOOM_CLIENT_SECRET: CLIENT.clientSecret,
    ZOOM_WEBHOOK_SECRET_TOKEN: CLIENT.webhookSecretToken,
    ZOOM_OAUTH_URL: simulator.url,
    ZOOM_API_URL: simulator.apiUrl,
    ...secretsOf({ config }),
  };
}
