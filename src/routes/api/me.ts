import type { Installations } from '../../installations/installations.ts';
import type { TypedApp } from '../typed-app.ts';
import { Me } from './schemas.ts';

export interface MeOptions {
  installations: Installations;
  reconnectUrl: string;
}

/** Who is signed in, and how the connection to Zoom stands. */
export async function meRoutes(app: TypedApp, { installations, reconnectUrl }: MeOptions): Promise<void> {
  const schema = { summary: 'Who is signed in', response: { 200: Me } };
  app.get('/me', { schema }, async (request) => {
    const { userId, profile, status, scopes, connectedAt } = await installations.get(request.userId);
    return {
      user: {
        id: userId,
        display_name: profile.displayName,
        email: profile.email,
        timezone: profile.timezone,
        plan_type: profile.planType,
      },
      connection: { status, scopes, connected_at: connectedAt.toISOString(), reconnect_url: reconnectUrl },
    };
  });
}
