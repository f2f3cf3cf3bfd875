import type { SeededMeeting } from './demo.ts';
import { ownServer, twitch, youtube } from './destinations.ts';

export const eventsMeetings: SeededMeeting[] = [
  {
    id: '82915473621',
    topic: 'Town hall, live from the atrium',
    startsIn: -0.5,
    duration: 90,
    live: true,
    livestream: youtube('townhall'),
  },
  {
    id: '83640019275',
    topic: 'Product launch rehearsal',
    startsIn: 3,
    duration: 60,
    livestream: youtube('launch'),
  },
  // 2^53 + 1: as a JavaScript number it would become ...992
  {
    id: '9007199254740993',
    topic: 'Product launch',
    startsIn: 27,
    duration: 120,
    agenda: 'Doors open 15 minutes earlier.',
    livestream: youtube('launch'),
  },
  {
    id: '84127750386',
    topic: 'Open stage',
    startsIn: 6,
    duration: 90,
    weeks: 8,
    livestream: twitch('openstage'),
  },
  { id: '85530916472', topic: 'Sponsors’ breakfast', startsIn: 50, duration: 45 },
  {
    id: '86294405713',
    topic: 'Budget review (end-to-end encrypted)',
    startsIn: 74,
    duration: 60,
    endToEndEncrypted: true,
  },
  { id: '87315562904', topic: 'Green room', duration: 60 },
  {
    id: '88402217365',
    topic: 'Autumn fair, closing show',
    startsIn: -52,
    duration: 75,
    livestream: ownServer('autumn-fair'),
  },
  { id: '89013348527', topic: 'Stage crew briefing', startsIn: -170, duration: 30 },
];

export const trainingMeetings: SeededMeeting[] = [
  {
    id: '91847720365',
    topic: 'First aid refresher',
    startsIn: 2,
    duration: 120,
    livestream: ownServer('first-aid'),
  },
  {
    id: '92650314487',
    topic: 'Onboarding: week one',
    startsIn: 20,
    duration: 60,
    weeks: 6,
    livestream: ownServer('onboarding'),
  },
  { id: '93718825540', topic: 'Spreadsheet clinic', startsIn: -0.25, duration: 60, live: true },
  {
    id: '94420137768',
    topic: 'Train the trainer',
    startsIn: 44,
    duration: 180,
    livestream: youtube('trainers'),
  },
  { id: '95531940827', topic: 'Fire warden course', startsIn: 68, duration: 90 },
  { id: '96207754139', topic: 'Office hours', duration: 30 },
  {
    id: '97316628450',
    topic: 'Safety at heights',
    startsIn: -30,
    duration: 90,
    livestream: ownServer('heights'),
  },
  { id: '98405571236', topic: 'Studio test', startsIn: -100, duration: 15 },
];

export const councilMeetings: SeededMeeting[] = [
  {
    id: '71629930458',
    topic: 'Council session',
    startsIn: 5,
    duration: 180,
    agenda: 'Agenda and papers are on the council’s site.',
  },
  { id: '72714405983', topic: 'Planning committee', startsIn: 29, duration: 120 },
  { id: '73805517264', topic: 'Budget hearing', startsIn: 53, duration: 90 },
  { id: '74936628170', topic: 'Questions to the mayor', startsIn: 8, duration: 60, weeks: 10 },
  { id: '75017739482', topic: 'School board', startsIn: 101, duration: 90 },
  { id: '76128840593', topic: 'Chamber sound check', duration: 15 },
  { id: '77239951604', topic: 'Council session (last month)', startsIn: -600, duration: 180 },
  { id: '78340062715', topic: 'Traffic forum', startsIn: -20, duration: 60 },
];

export const communityMeetings: SeededMeeting[] = [
  { id: '61429930458', topic: 'Neighbourhood coffee', startsIn: 4, duration: 40 },
  { id: '62514405983', topic: 'Repair café planning', startsIn: 28, duration: 40 },
  { id: '63605517264', topic: 'Garden club', startsIn: 11, duration: 40, weeks: 12 },
  { id: '64736628170', topic: 'Language tandem', startsIn: 35, duration: 40 },
  { id: '65817739482', topic: 'Choir rehearsal', startsIn: -0.25, duration: 40, live: true },
  { id: '66928840593', topic: 'Volunteers’ round', duration: 40 },
  { id: '67039951604', topic: 'Flea market review', startsIn: -44, duration: 40 },
  { id: '68140062715', topic: 'Summer party planning', startsIn: -90, duration: 40 },
];
