// A worker's timer goes on in a tab in the background, where the page's own comes once a second or never.
addEventListener('message', ({ data }: MessageEvent<number>) => {
  setInterval(() => postMessage(undefined), data)
})
