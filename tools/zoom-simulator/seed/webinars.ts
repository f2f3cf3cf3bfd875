import type { SeededMeeting } from './demo.ts';
import { ownServer, twitch, youtube } from './destinations.ts';

export const eventsWebinars: SeededMeeting[] = [
  {
    id: '81115473621',
    topic: 'Keynote: what comes next',
    startsIn: 28,
    duration: 60,
    livestream: youtube('keynote'),
  },
  {
    id: '81226684732',
    topic: 'Behind the scenes',
    startsIn: -0.5,
    duration: 90,
    live: true,
    livestream: twitch('backstage'),
  },
  { id: '81337795843', topic: 'Investor update', startsIn: 76, duration: 45 },
  {
    id: '9007199254740995',
    topic: 'Season opening',
    startsIn: 120,
    duration: 120,
    livestream: youtube('season'),
  },
];

export const trainingWebinars: SeededMeeting[] = [
  {
    id: '91115473622',
    topic: 'Certification day',
    startsIn: 22,
    duration: 240,
    livestream: ownServer('certification'),
  },
  { id: '91226684733', topic: 'Monthly masterclass', startsIn: 46, duration: 60, weeks: 4 },
  {
    id: '91337795844',
    topic: 'Recorded: safety basics',
    startsIn: -60,
    duration: 60,
    livestream: ownServer('safety'),
  },
];

export const councilWebinars: SeededMeeting[] = [
  { id: '71115473623', topic: 'Citizens’ information evening', startsIn: 30, duration: 90 },
];
