// SPDX-License-Identifier: GPL-3.0-or-later
pragma Singleton
pragma ComponentBehavior: Bound

import QtQuick

// Every colour, size, weight and duration of the client. Sizes are in device-independent pixels at 100 % and follow
// `scale`; nothing outside this file names a colour or a number of pixels that is not passed through `px()`.
QtObject {
    id: root

    // "system", "light" or "dark"; set by the settings.
    property string scheme: "system"
    property real scale: 1.0
    property bool reducedMotion: false

    readonly property SystemPalette systemPalette: SystemPalette {}
    readonly property bool dark: scheme === "dark" || (scheme === "system" && systemPalette.window.hslLightness < 0.5)

    readonly property color canvas: dark ? "#0f1115" : "#f6f7f9"
    readonly property color surface: dark ? "#171a21" : "#ffffff"
    readonly property color raised: dark ? "#1d212a" : "#ffffff"
    readonly property color sunken: dark ? "#13161c" : "#eef0f4"
    readonly property color line: dark ? "#262b36" : "#e4e7ed"
    // A hairline that also has to be seen on `sunken` and around what floats.
    readonly property color lineStrong: dark ? "#363d4b" : "#cfd4de"
    readonly property color text: dark ? "#e8eaf0" : "#1b1f29"
    readonly property color dim: dark ? "#9aa3b2" : "#5f6775"
    readonly property color faint: dark ? "#8a93a3" : "#636b79"
    readonly property color accentFill: dark ? "#4d68f0" : "#4460ef"
    readonly property color accentFillHover: dark ? "#4460ef" : "#3a55e0"
    readonly property color accentText: dark ? "#8fa3ff" : "#3a55e0"
    readonly property color accentSoft: dark ? "#232a4a" : "#e9edff"
    readonly property color accentInk: "#ffffff"
    readonly property color danger: dark ? "#ff6b6f" : "#c42f35"
    readonly property color dangerFill: dark ? "#b9383d" : "#c42f35"
    readonly property color dangerSoft: dark ? "#3a1f24" : "#fdecec"
    readonly property color warn: dark ? "#e0a53b" : "#8f5a00"
    readonly property color warnSoft: dark ? "#352a17" : "#fdf3dd"
    readonly property color warnMark: dark ? "#e0a53b" : "#dd9a1f"
    readonly property color good: dark ? "#4cc38a" : "#1c744c"
    readonly property color goodMark: dark ? "#4cc38a" : "#2f9e6b"
    // What lies over a row or a quiet button under the pointer.
    readonly property color hover: dark ? "#12ffffff" : "#0c1b1f29"
    readonly property color pressed: dark ? "#1cffffff" : "#161b1f29"
    // Tooltips are dark on both themes: they must not look like part of the page.
    readonly property color tip: dark ? "#313846" : "#22262f"
    readonly property color tipInk: "#f2f4f8"
    readonly property color tipInkDim: "#b6bcc8"
    readonly property color tipAccent: "#a9b7ff"
    readonly property color tipHover: "#1effffff"
    // Under what floats: close to it, and around that.
    readonly property color shadow: dark ? "#50000000" : "#141b1f29"
    readonly property color shadowFar: dark ? "#30000000" : "#0a1b1f29"
    // The people who do not fit into a stack of avatars.
    readonly property color avatarRest: dark ? "#5d6676" : "#6b7382"

    readonly property string fontFamily: "Inter"
    readonly property int fontMeta: px(11)
    readonly property int fontSmall: px(12)
    readonly property int fontBody: px(13)
    readonly property int fontLead: px(14)
    readonly property int fontTitle: px(17)
    readonly property int fontHeading: px(20)
    readonly property int regular: Font.Normal
    readonly property int medium: Font.Medium
    readonly property int strong: Font.DemiBold
    readonly property real lineHeight: 1.35
    // Of the font's own line height, in texts of several lines that are edited.
    readonly property real proseSpacing: 1.3

    readonly property int space2: px(2)
    readonly property int space4: px(4)
    readonly property int space6: px(6)
    readonly property int space8: px(8)
    readonly property int space12: px(12)
    readonly property int space16: px(16)
    readonly property int space24: px(24)
    readonly property int space32: px(32)
    readonly property int radius: px(6)
    readonly property int radiusLarge: px(8)
    readonly property int hairline: 1
    readonly property int focusWidth: 2

    readonly property int iconSize: px(16)
    readonly property int hitArea: px(28)
    readonly property int controlHeight: px(30)
    readonly property int rowHeight: px(32)
    readonly property int cardPadding: px(12)
    readonly property int columnWidth: px(288)
    // Panes that a person may make wider: at 100 %.
    readonly property int sidebarWidth: 240
    readonly property int sidebarLeast: 180
    readonly property int sidebarMost: 480
    readonly property int paneWidth: 468
    readonly property int paneLeast: 360
    readonly property int paneMost: 900

    readonly property int durationFast: reducedMotion ? 0 : 120
    readonly property int duration: reducedMotion ? 0 : 160
    readonly property int durationSlow: reducedMotion ? 0 : 180
    readonly property int dragDistance: 6
    readonly property int typingPause: 600
    readonly property int tipDelay: 500
    readonly property int pendingDelay: 800
    readonly property int toastDuration: 6000

    function px(size: real): int {
        return Math.round(size * Math.max(0.8, Math.min(2.0, root.scale)));
    }
}
