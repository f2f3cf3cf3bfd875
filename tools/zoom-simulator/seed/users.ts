import type { NewUser } from '../state.ts';

const businessAccount = 'SimBusinessAccount_001';
const proAccount = 'SimProAccount_00000002';

/** The demo users, named by role. Their IDs have Zoom's format. */
export const seededUsers = {
  events: {
    id: 'SimEventsTeam_00000001',
    accountId: businessAccount,
    firstName: 'Events',
    lastName: 'Team',
    displayName: 'Events Team',
    email: 'events@northside.example',
    type: 2,
    timezone: 'Europe/Berlin',
    pmi: '2345678901',
  },
  training: {
    id: 'SimTrainingStudio_0002',
    accountId: businessAccount,
    firstName: 'Training',
    lastName: 'Studio',
    displayName: 'Training Studio',
    email: 'training@northside.example',
    type: 2,
    timezone: 'America/New_York',
    pmi: '3456789012',
  },
  council: {
    id: 'SimCouncilOffice_00003',
    accountId: proAccount,
    firstName: 'Council',
    lastName: 'Office',
    displayName: 'Council Office',
    email: 'council@lakeside.example',
    type: 2,
    timezone: 'Asia/Singapore',
    pmi: '4567890123',
    features: { customLivestream: false, webinarCustomLivestream: false },
  },
  community: {
    id: 'SimCommunityDesk_00004',
    accountId: proAccount,
    firstName: 'Community',
    lastName: 'Desk',
    displayName: 'Community Desk',
    email: 'community@lakeside.example',
    type: 1,
    timezone: 'UTC',
    pmi: '5678901234',
    features: { customLivestream: false, webinarPlan: false, webinarCustomLivestream: false },
  },
} as const satisfies Record<string, NewUser & { id: string }>;

export const seededAccounts = [
  { id: businessAccount, plan: 'business' },
  { id: proAccount, plan: 'pro' },
] as const;
