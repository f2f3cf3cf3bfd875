/** What the server read of the request for this page, where Zoom vouched for it. */
export type AppContext = {
  /** `meeting`, `webinar`, `panel` or another of Zoom's; empty in a browser. */
  type: string;
  /** Whether another person is signed in here than in Zoom. */
  isSomebodyElse: boolean;
};

/** Reads what the server wrote into the page's head. */
export function appContextOf(page: Pick<Document, 'querySelector'>): AppContext {
  const told = (name: string) => page.querySelector<HTMLMetaElement>(`meta[name="${name}"]`)?.content ?? '';
  return { type: told('zoom-context'), isSomebodyElse: told('zoom-person') === 'other' };
}
