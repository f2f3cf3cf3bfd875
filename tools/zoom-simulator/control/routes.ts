import type { FastifyInstance } from 'fastify';
import { sendJson } from '../reply.ts';
import { createHappenings } from '../scenario-events.ts';
import type { Simulation } from '../simulation.ts';
import { eventControls } from './events.ts';
import { faultControls } from './faults.ts';
import { meetingControls } from './meetings.ts';
import { controlPageRoute } from './page.ts';
import { settingControls } from './settings.ts';
import { startPageRoute } from './start-page.ts';
import { userControls } from './users.ts';

/**
 * The page at `/` and the JSON API below `/control`, with which a person or another process changes
 * the state.
 */
export async function controlRoutes(app: FastifyInstance, simulation: Simulation): Promise<void> {
  const happenings = createHappenings(simulation);
  app.setErrorHandler((error: Error & { statusCode?: number }, _request, reply) =>
    sendJson(reply, error.statusCode ?? 400, { message: error.message }),
  );
  controlPageRoute(app, simulation);
  startPageRoute(app, simulation, happenings);
  userControls(app, simulation, happenings);
  meetingControls(app, simulation, happenings);
  faultControls(app, simulation);
  eventControls(app, simulation);
  settingControls(app, simulation);
}
