import type { Language } from '../../words.ts'

interface CamerasWords {
  readonly choose: string
  readonly gate: string
  readonly decoding: string
  readonly mode: { readonly 'key-frames': string; readonly full: string }
  readonly everyMs: (duration: string) => string
  readonly care: string
  readonly spared: { readonly 'key-frames': string; readonly sparse: string }
  readonly fps: string
  readonly seen: string
  readonly sent: string
  readonly dropped: string
  readonly last: string
  readonly never: string
  readonly drawing: string
  readonly hint: string
  readonly keys: string
  readonly draw: { readonly mask: string; readonly zone: string }
  readonly add: { readonly mask: string; readonly zone: string }
  readonly mask: (n: number) => string
  readonly zone: (n: number) => string
  readonly what: { readonly mask: string; readonly zone: string }
  readonly corner: (shape: string, n: number) => string
  readonly finish: string
  readonly drawn: (corners: number) => string
  readonly remove: (shape: string) => string
  readonly removeShort: string
  readonly save: string
  readonly saving: string
  readonly undo: string
  readonly saved: string
  readonly unsaved: string
  readonly nothing: string
}

export const camerasWords: Readonly<Record<Language, CamerasWords>> = {
  ko: {
    choose: '카메라 고르기',
    gate: '움직임 감지',
    decoding: '영상 풀기',
    mode: { 'key-frames': '키 프레임만', full: '모든 장면' },
    everyMs: (duration) => `${duration}마다 키 프레임`,
    care: '과부하로 줄임',
    spared: { 'key-frames': '키 프레임만', sparse: '5초에 한 장면' },
    fps: '초당 장면',
    seen: '본 장면',
    sent: '판독에 보냄',
    dropped: '버림',
    last: '마지막 장면',
    never: '아직 없음',
    drawing: '가림 영역과 감시 구역',
    hint: '가림 영역 안의 움직임과 물체는 세지 않습니다. 감시 구역을 그리면 그 안에서 생긴 일만 사건이 됩니다.',
    keys: '그릴 때는 모서리마다 누르고 첫 모서리를 다시 눌러 닫습니다. 모서리는 끌거나, 고른 뒤 화살표 키로 옮깁니다(Shift는 크게, Alt는 모양 전체). Insert는 모서리를 더하고 Delete는 지웁니다.',
    draw: { mask: '가림 영역 그리기', zone: '감시 구역 그리기' },
    add: { mask: '가림 사각형 놓기', zone: '감시 사각형 놓기' },
    mask: (n) => `가림 영역 ${n}`,
    zone: (n) => `감시 구역 ${n}`,
    what: { mask: '가림', zone: '감시' },
    corner: (shape, n) => `${shape}, 모서리 ${n}`,
    finish: '여기서 닫기',
    drawn: (corners) => `모서리 ${corners}개`,
    remove: (shape) => `${shape} 지우기`,
    removeShort: '지우기',
    save: '저장',
    saving: '저장하는 중 …',
    undo: '되돌리기',
    saved: '저장했습니다. 감시가 바로 따릅니다.',
    unsaved: '아직 저장하지 않았습니다.',
    nothing: '그린 것이 없습니다. 화면 전체를 봅니다.',
  },
  en: {
    choose: 'Choose a camera',
    gate: 'motion gate',
    decoding: 'decoding',
    mode: { 'key-frames': 'key frames only', full: 'every frame' },
    everyMs: (duration) => `a key frame every ${duration}`,
    care: 'spared, too much to watch',
    spared: { 'key-frames': 'key frames only', sparse: 'one every 5 s' },
    fps: 'frames a second',
    seen: 'frames seen',
    sent: 'sent to the detector',
    dropped: 'dropped',
    last: 'last frame',
    never: 'none yet',
    drawing: 'Masks and zones',
    hint: 'What moves or is seen in a mask does not count. With zones, only what happens in one can be an incident.',
    keys: 'To draw, press once for each corner and the first one again to close. Drag a corner, or choose it and use the arrow keys (Shift for more, Alt for the whole shape). Insert adds a corner, Delete takes one away.',
    draw: { mask: 'Draw a mask', zone: 'Draw a zone' },
    add: { mask: 'Place a mask', zone: 'Place a zone' },
    mask: (n) => `Mask ${n}`,
    zone: (n) => `Zone ${n}`,
    what: { mask: 'mask', zone: 'zone' },
    corner: (shape, n) => `${shape}, corner ${n}`,
    finish: 'Close it here',
    drawn: (corners) => (corners === 1 ? '1 corner' : `${corners} corners`),
    remove: (shape) => `Remove ${shape}`,
    removeShort: 'Remove',
    save: 'Save',
    saving: 'Saving …',
    undo: 'Undo',
    saved: 'Saved. The watch goes by it from now on.',
    unsaved: 'Not saved yet.',
    nothing: 'Nothing is drawn: all of the picture counts.',
  },
}
