import { readFile } from 'node:fs/promises';
import type { FastifyInstance } from 'fastify';
import { htmlPage } from '../html.ts';
import type { Simulation } from '../simulation.ts';
import { button } from './page-elements.ts';
import { meetingsSection, usersSection } from './page-state.ts';
import { eventsSection, faultsSection, requestsSection } from './page-traffic.ts';
import { controlReference } from './reference.ts';

/** `GET /`: the current state, with buttons for common changes. */
export function controlPageRoute(app: FastifyInstance, simulation: Simulation): void {
  app.get('/', async (_request, reply) => {
    const script = await readFile(new URL('./page-script.js', import.meta.url), 'utf8');
    const sections = [
      usersSection(simulation),
      ...(['meetings', 'webinars'] as const).map((kind) =>
        meetingsSection(kind, [...simulation.state[kind].values()], simulation.state.users),
      ),
      faultsSection(simulation),
      eventsSection(simulation),
      requestsSection(simulation),
      controlReference(),
    ];
    const heading = `<h1>Zoom simulator</h1>
<p class="soft">The simulated time is ${new Date(simulation.clock.now()).toISOString()}. ${button('Reset everything', 'POST', '/control/reset')}</p>
<p id="outcome" role="status" aria-live="polite"></p>`;
    return reply
      .header('content-type', 'text/html;charset=UTF-8')
      .header('cache-control', 'no-store')
      .send(htmlPage('Zoom simulator', `${heading}\n${sections.join('\n')}`, { wide: true, script }));
  });
}
