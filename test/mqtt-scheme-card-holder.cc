// SPDX-License-Identifier: GPL-2.0-or-later
#include "mqtt-scheme-card-holder.h"

namespace ns3::mqtt::test
{

SmartCardScheme&
GetCards(const SchemeScene& scene)
{
    return dynamic_cast<SmartCardScheme&>(*scene.GetScheme());
}

bool
IsAsPrinted(const SchemeScene& scene)
{
    return scene.GetScheme()->GetForm() == SecurityScheme::PUBLISHED;
}

CardId
GetCardId(SchemeScene& scene, const std::string& name)
{
    scene.wire.Do([&]() { GetCards(scene).CreateClientAgent(name); });
    return GetCards(scene).GetCard(name)->GetId();
}

std::shared_ptr<SmartCard>
ForgeCard(SchemeScene& scene, const CardId& id, const CardKeyPair& key)
{
    return std::make_shared<SmartCard>(CardPersonalisation{id,
                                                           key,
                                                           GetCards(scene).GetBrokerKey(),
                                                           IsAsPrinted(scene),
                                                           GetCards(scene).GetCardForm().reading,
                                                           true});
}

std::unique_ptr<ClientAgent>
MakeHolder(SchemeScene& scene, std::shared_ptr<SmartCard> card)
{
    CardClientOptions options;
    options.card = std::move(card);
    options.device = "card-j3r180";
    options.form = GetCards(scene).GetCardForm();
    options.type = GetCards(scene).GetKeyType();
    return std::make_unique<CardClientAgent>(std::move(options));
}

std::vector<ControlPacket>
GetPackets(const SchemeScene& scene, const std::string& name, bool fromClient, std::size_t from)
{
    std::vector<ControlPacket> packets;
    const auto& transcript = scene.wire.transcript;
    for (std::size_t i = from; i < transcript.size(); ++i)
    {
        const Parcel& parcel = transcript[i];
        auto packet = parcel.service == MQTT_SERVICE && parcel.opener == name &&
                              parcel.fromOpener == fromClient
                          ? ReadPacket(parcel)
                          : std::nullopt;
        if (packet)
        {
            packets.push_back(std::move(*packet));
        }
    }
    return packets;
}

Bytes
FindPayload(const std::vector<ControlPacket>& packets, const std::string& end)
{
    for (const auto& packet : packets)
    {
        const auto* publish = std::get_if<Publish>(&packet);
        const std::string topic = publish ? publish->message->topic : "";
        if (topic.size() > end.size() && topic.substr(topic.size() - end.size()) == end &&
            topic[topic.size() - end.size() - 1] == '/')
        {
            return publish->message->payload;
        }
    }
    return {};
}

std::size_t
CountConnects(const SchemeScene& scene)
{
    const auto& passed = scene.GetBroker().passed;
    return static_cast<std::size_t>(
        std::count_if(passed.begin(), passed.end(), [](const std::string& text) {
            return text.rfind("CONNECT", 0) == 0;
        }));
}

} // namespace ns3::mqtt::test
