// SPDX-License-Identifier: GPL-3.0-or-later
pragma ComponentBehavior: Bound

import QtQuick
import TaskMaster.Client
import TaskMaster.Ui

// Carries the preferences into the theme, and the keys that change them.
Item {
    id: root

    required property Preferences preferences

    Binding {
        target: Theme
        property: "scheme"
        value: root.preferences.scheme
    }

    Binding {
        target: Theme
        property: "scale"
        value: root.preferences.scale
    }

    Binding {
        target: Theme
        property: "reducedMotion"
        value: root.preferences.reducedMotion
    }

    Shortcut {
        sequences: ["Ctrl++", "Ctrl+="]
        onActivated: root.preferences.scale += 0.1
    }

    Shortcut {
        sequence: "Ctrl+-"
        onActivated: root.preferences.scale -= 0.1
    }

    Shortcut {
        sequence: "Ctrl+0"
        onActivated: root.preferences.scale = 1.0
    }

    Shortcut {
        sequence: "Ctrl+B"
        onActivated: root.preferences.sidebarShown = !root.preferences.sidebarShown
    }
}
