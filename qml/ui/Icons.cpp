// SPDX-License-Identifier: GPL-3.0-or-later
#include "qml/ui/Icons.h"

#include <QFile>
#include <QImage>
#include <QLoggingCategory>
#include <QPainter>
#include <QQmlEngine>
#include <QQuickImageProvider>
#include <QSvgRenderer>

namespace TaskMaster::Client {

namespace {

Q_LOGGING_CATEGORY(logIcons, "taskmaster.ui.icons")

constexpr int defaultSize = 16;
constexpr int sizeMax = 512;

class IconProvider : public QQuickImageProvider {
public:
    IconProvider()
        : QQuickImageProvider(QQuickImageProvider::Image)
    {
    }

    // `id` is "<name>/<aarrggbb>".
    QImage requestImage(const QString &id, QSize *size, const QSize &requestedSize) override
    {
        const qsizetype slash = id.indexOf(u'/');
        const QString name = id.left(slash);
        const QColor color(u'#' + id.mid(slash + 1));
        const int asked = qMax(requestedSize.width(), requestedSize.height());
        const int side = asked > 0 ? qMin(asked, sizeMax) : defaultSize;

        QFile file(u":/qt/qml/TaskMaster/Ui/icons/%1.svg"_qs.arg(name));
        if (!file.open(QIODevice::ReadOnly)) {
            qCWarning(logIcons, "There is no icon named %s", qUtf8Printable(name));
            return {};
        }
        QByteArray svg = file.readAll();
        svg.replace("currentColor", color.name(QColor::HexRgb).toLatin1());

        QImage image(side, side, QImage::Format_ARGB32_Premultiplied);
        image.fill(Qt::transparent);
        QPainter painter(&image);
        painter.setRenderHint(QPainter::Antialiasing);
        painter.setOpacity(color.alphaF());
        QSvgRenderer(svg).render(&painter);
        *size = image.size();
        return image;
    }
};

} // namespace

Icons::Icons(QObject *parent)
    : QObject(parent)
{
}

Icons *Icons::create(QQmlEngine *engine, QJSEngine *)
{
    engine->addImageProvider(u"taskmaster-icons"_qs, new IconProvider);
    return new Icons;
}

QUrl Icons::source(const QString &name, const QColor &color) const
{
    if (name.isEmpty())
        return {};
    QUrl url;
    url.setScheme(u"image"_qs);
    url.setHost(u"taskmaster-icons"_qs);
    url.setPath(u'/' + name + u'/' + color.name(QColor::HexArgb).mid(1));
    return url;
}

} // namespace TaskMaster::Client
