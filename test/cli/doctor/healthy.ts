import { seededUsers } from '../../../tools/zoom-simulator/simulator.ts';
import { type RunningApp, startApp, type Test } from '../../helpers/app.ts';
import { operatorEnvironment } from '../../helpers/operator.ts';

export interface Healthy {
  app: RunningApp;
  env: Record<string, string>;
}

/** Starts a deployment in which no check finds anything. */
export async function startHealthy(t: Test): Promise<Healthy> {
  const app = await startApp(t);
  await app.signIn(seededUsers.events.id);
  await app.database.pool.query(
    "insert into webhook_event (body_hash, event, done_at) values (sha256('body'), 'user.updated', now())",
  );
  const operator = { OPERATOR_NAME: 'Example Ltd.', OPERATOR_CONTACT: 'help@example.org' };
  return { app, env: { ...operatorEnvironment(app), ...operator } };
}
