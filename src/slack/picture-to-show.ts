/** A picture on its way to Slack, and what it shows in words. */
export interface PictureToShow {
  name: string;
  title: string;
  alt: string;
  png: Uint8Array;
}
