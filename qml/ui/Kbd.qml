// SPDX-License-Identifier: GPL-3.0-or-later
pragma ComponentBehavior: Bound

import QtQuick

// A keyboard shortcut as a hint: "Ctrl K".
TextLabel {
    id: root

    required property string keys

    role: TextLabel.Meta
    text: keys
    visible: keys.length > 0
    Accessible.ignored: true
}
