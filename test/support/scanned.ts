import type { Locator, Page } from 'playwright-core';
import decodeQR from 'qr/decode.js';

/** The pixels of a PNG, as four bytes each. Chromium decodes it, in a page without a policy. */
const pixelsOf = (page: Page, png: Buffer): Promise<{ width: number; height: number; data: number[] }> =>
  page.evaluate(
    `fetch('data:image/png;base64,${png.toString('base64')}')
      .then((response) => response.blob())
      .then(createImageBitmap)
      .then((image) => {
        const { width, height } = image;
        const context = new OffscreenCanvas(width, height).getContext('2d');
        context.drawImage(image, 0, 0);
        return { width, height, data: [...context.getImageData(0, 0, width, height).data] };
      })`,
  );

/** The text of a QR code, read from what the screen shows of it. */
export const scanned = async (element: Locator): Promise<string> => {
  const blank = await element.page().context().newPage();
  const { data, ...size } = await pixelsOf(blank, await element.screenshot());
  await blank.close();
  return decodeQR({ ...size, data: Uint8Array.from(data) }, { timeLimit: 60_000 });
};
