/** The app context of Zoom that the server verified for this page's request. */
export type AppContext = {
  /** `meeting`, `webinar`, `panel` or another context of Zoom; empty in a browser. */
  type: string;
  /** Whether another user is signed in here than in Zoom. */
  isOtherUser: boolean;
};

/** Reads the context that the server wrote into the page's head. */
export function appContextOf(page: Pick<Document, 'querySelector'>): AppContext {
  const published = (name: string) =>
    page.querySelector<HTMLMetaElement>(`meta[name="${name}"]`)?.content ?? '';
  return { type: published('zoom-context'), isOtherUser: published('zoom-person') === 'other' };
}
