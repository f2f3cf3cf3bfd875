/** What the server read of the request for this page, where Zoom vouched for it. */
export type AppContext = {
  /** `meeting`, `webinar`, `panel` or another of Zoom's; empty in a browser. */
  type: string;
  /** Whether another person is signed in here than in Zoom. */
  isOtherUser: boolean;
};

/** Reads what the server wrote into the page's head. */
export function appContextOf(page: Pick<Document, 'querySelector'>): AppContext {
  const published = (name: string) =>
    page.querySelector<HTMLMetaElement>(`meta[name="${name}"]`)?.content ?? '';
  return { type: published('zoom-context'), isOtherUser: published('zoom-person') === 'other' };
}
