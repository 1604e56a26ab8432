// SPDX-License-Identifier: GPL-3.0-or-later
pragma ComponentBehavior: Bound

import QtQuick
import TaskMaster.Client

// The place of one page. The page is made when it is first wanted, and kept or dropped afterwards as `kept` says.
Loader {
    id: root

    required property url page
    required property bool wanted
    required property Workbench workbench
    property bool kept: false

    function follow(): void {
        if (wanted && status === Loader.Null)
            setSource(page, {
                workbench: workbench
            });
        else if (!wanted && !kept)
            setSource("");
    }

    visible: wanted
    onWantedChanged: root.follow()
    Component.onCompleted: root.follow()
}
