// SPDX-License-Identifier: GPL-2.0-or-later
#include "mqtt-scheme-ecqv-scene.h"

namespace ns3::mqtt::test
{

namespace
{

/// @param scene with an ECQV scheme
/// @return the scheme
EcqvScheme&
GetScheme(const SchemeScene& scene)
{
    return *DynamicCast<EcqvScheme>(scene.GetScheme());
}

/// @param scene scene
/// @param client name of a client
/// @param visit called with each parcel of its link that is a packet, and the packet
void
VisitPackets(const SchemeScene& scene,
             const std::string& client,
             const std::function<void(const Parcel&, const ControlPacket&)>& visit)
{
    for (const Parcel& parcel : scene.wire.transcript)
    {
        const auto packet = parcel.service == MQTT_SERVICE && parcel.opener == client
                                ? ReadPacket(parcel)
                                : std::nullopt;
        if (packet)
        {
            visit(parcel, *packet);
        }
    }
}

/// @param packet any
/// @return octets of its trailer
std::size_t
GetTrailerSize(const ControlPacket& packet)
{
    return std::visit(
        [](const auto& p) -> std::size_t {
            using Packet = std::decay_t<decltype(p)>;
            if constexpr (std::is_same_v<Packet, Connect> || std::is_same_v<Packet, Connack> ||
                          std::is_same_v<Packet, Subscribe> || std::is_same_v<Packet, Suback>)
            {
                return p.trailer.size();
            }
            return 0;
        },
        packet);
}

} // namespace

EcqvAuthority&
GetAuthority(const SchemeScene& scene)
{
    return GetScheme(scene).GetAuthority();
}

std::uint32_t
GetEpoch(const SchemeScene& scene)
{
    return GetAuthority(scene).GetGroup().GetStatement().epoch;
}

EcqvForm
GetForm(const SchemeScene& scene)
{
    return GetScheme(scene).GetEcqvForm();
}

Ptr<SecurityScheme>
MakeSame(const SchemeScene& scene)
{
    const EcqvForm form = GetForm(scene);
    const char* options[] = {"auth", "conf", "anon"};
    const std::string name = std::string("ecqv-") + options[static_cast<int>(form.option)];
    return SchemeName::Create(name + (form.published ? ":published" : "")).value();
}

bool
IsUpdate(const ControlPacket& packet)
{
    const auto* publish = std::get_if<Publish>(&packet);
    return publish && ReadEcqvUpdateTopic(publish->message->topic);
}

std::string
ListPackets(const SchemeScene& scene, const std::string& client)
{
    std::string list;
    VisitPackets(scene, client, [&list](const Parcel& parcel, const ControlPacket& packet) {
        list += std::string(parcel.fromOpener ? ">" : "<") + GetName(GetType(packet)) + " ";
    });
    return list;
}

std::string
ListTrailers(const SchemeScene& scene, const std::string& client)
{
    std::string list;
    VisitPackets(scene, client, [&list](const Parcel&, const ControlPacket& packet) {
        const std::size_t size = GetTrailerSize(packet);
        list += size > 0 ? (list.empty() ? "" : " ") + std::to_string(size) : "";
    });
    return list;
}

void
CutChannel(SchemeScene& scene)
{
    const auto& all = scene.wire.transcript;
    const auto last = std::find_if(all.rbegin(), all.rend(), [](const Parcel& parcel) {
        return parcel.service == EcqvAuthority::SERVICE;
    });
    scene.Check(last != all.rend(), "there is a channel");
    scene.wire.Cut(last->stream);
    scene.wire.Run();
}

EcqvReader::EcqvReader(const EcqvClientAgent& agent)
    : m_device(agent.GetDevice()),
      m_view(agent.GetView()),
      m_envelope(EcqvEnvelope::Create(m_view.GetForm()))
{
}

std::string
EcqvReader::Read(SchemeScene& scene, const std::string& victim, std::size_t first)
{
    std::string texts;
    scene.wire.Do([&]() {
        for (std::size_t i = first; i < scene.wire.transcript.size(); ++i)
        {
            const Parcel& parcel = scene.wire.transcript[i];
            const auto packet = parcel.opener == victim ? ReadPacket(parcel) : std::nullopt;
            const auto* publish = packet ? std::get_if<Publish>(&*packet) : nullptr;
            if (publish)
            {
                const std::int64_t now = m_device.GetUnixTime(scene.wire.GetNow());
                texts += ReadMessage(*publish->message, now) + " ";
            }
        }
    });
    return texts;
}

std::string
EcqvReader::ReadMessage(const Message& message, std::int64_t now)
{
    if (const auto role = ReadEcqvUpdateTopic(message.topic))
    {
        const auto update = m_device.DecodeUpdate(message.payload, *role);
        auto keys = update ? m_device.OpenKeys(*update, m_view) : std::nullopt;
        if (keys)
        {
            m_view.TakeUpdate(*update, *role, std::move(*keys), now);
        }
        return "";
    }
    const EcqvRole side = EcqvTopics("query/#").GetSenderSide(message.topic);
    const auto opened = m_envelope->Open(side, message.topic, message.payload, m_view, now);
    return std::string(ByteView(opened.payload).ToText());
}

} // namespace ns3::mqtt::test
