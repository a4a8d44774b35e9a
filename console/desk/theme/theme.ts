import { type ThemeConfig, theme } from 'antd';

export type Scheme = 'light' | 'dark';
export type SchemeChoice = Scheme | 'system';

const SANS =
  '-apple-system, "Segoe UI", "Helvetica Neue", "PingFang SC", "HarmonyOS Sans SC", "MiSans", "Noto Sans CJK SC", "Microsoft YaHei", sans-serif';

/** Of the chat's family (console/chat/styles/tokens.css): paper, pine and the lamp; denser, for eight hours a day. */
const PALETTES = {
  light: {
    colorPrimary: '#1f4d43',
    colorLink: '#1f5d50',
    colorInfo: '#2f6a7d',
    colorSuccess: '#3a6f3f',
    colorWarning: '#9a5a05',
    colorError: '#a3271f',
    colorBgBase: '#fffdf8',
    colorBgContainer: '#fffdf8',
    colorBgLayout: '#f6f2e9',
    colorBgElevated: '#fffefb',
    colorTextBase: '#27241e',
    colorText: '#27241e',
    colorTextSecondary: '#5f584b',
    colorTextTertiary: '#6a6254',
    colorTextQuaternary: '#6f6758',
    colorTextPlaceholder: '#6a6254',
    colorTextDescription: '#6a6254',
    colorBorder: '#d3c9b4',
    colorBorderSecondary: '#e6dfd0',
    colorFillTertiary: 'rgb(70 52 20 / 5%)',
    colorFillSecondary: 'rgb(70 52 20 / 8%)',
    // What is made of the dark ink by itself is grey on grey.
    colorInfoBg: '#e2edf0',
    colorInfoBorder: '#b5d0d8',
    colorSuccessBg: '#e7f0e4',
    colorWarningBg: '#faefd9',
    colorErrorBg: '#f9e6e2',
  },
  dark: {
    colorPrimary: '#3a7a69',
    colorLink: '#8fcdbb',
    colorLinkHover: '#b3e0d3',
    colorInfo: '#7db4c6',
    colorSuccess: '#8cbf8a',
    colorWarning: '#f0b457',
    colorError: '#f79a8e',
    colorBgBase: '#161917',
    colorBgContainer: '#1f2421',
    colorBgLayout: '#161917',
    colorBgElevated: '#272d29',
    colorTextBase: '#ece7dc',
    colorText: '#ece7dc',
    colorTextSecondary: '#c2bbad',
    colorTextTertiary: '#a8a192',
    colorTextQuaternary: '#a8a192',
    colorTextPlaceholder: '#a8a192',
    colorTextDescription: '#a8a192',
    colorBorder: '#454d47',
    colorBorderSecondary: '#333a35',
    colorFillTertiary: 'rgb(236 231 220 / 6%)',
    colorFillSecondary: 'rgb(236 231 220 / 10%)',
  },
} as const;

/** The pine that carries white words is too dark to be read itself. */
const CHOSEN_IN_THE_DARK = {
  Tabs: { itemSelectedColor: '#8fcdbb', itemHoverColor: '#b3e0d3', inkBarColor: '#8fcdbb' },
  Radio: { colorPrimary: '#8fcdbb' },
};

/** `still`: for those who asked their system for less motion. */
export function themeFor(scheme: Scheme, still = false): ThemeConfig {
  return {
    algorithm: [scheme === 'dark' ? theme.darkAlgorithm : theme.defaultAlgorithm, theme.compactAlgorithm],
    hashed: false,
    cssVar: { key: 'desk', prefix: 'ant' },
    token: {
      ...PALETTES[scheme],
      fontFamily: SANS,
      fontSize: 14,
      borderRadius: 8,
      controlHeight: 32,
      motion: !still,
      motionDurationMid: '0.12s',
      motionDurationSlow: '0.18s',
    },
    components: {
      Button: {
        primaryShadow: 'none',
        defaultShadow: 'none',
        fontWeight: 500,
        ...(scheme === 'dark' ? { defaultHoverColor: '#b3e0d3', defaultActiveColor: '#b3e0d3' } : {}),
      },
      Table: {
        headerBg: 'transparent',
        headerSplitColor: 'transparent',
        cellPaddingBlock: 9,
        cellPaddingInlineMD: 12,
        cellPaddingInlineSM: 8,
      },
      // Round, it would be taken for one of several.
      Checkbox: { borderRadiusSM: 4 },
      Segmented: { trackBg: scheme === 'dark' ? '#161917' : '#efe9dc' },
      // Errors in the dark scheme are pale: dark words on them, as on everything pale.
      ...(scheme === 'dark' ? { Badge: { colorTextLightSolid: '#161917' }, ...CHOSEN_IN_THE_DARK } : {}),
    },
  };
}
