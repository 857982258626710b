// SPDX-License-Identifier: GPL-2.0-or-later
#include "mqtt-ecqv-envelope.h"

#include "mqtt-ecqv-published-envelope.h"
#include "mqtt-ecqv-sound-envelope.h"

namespace ns3::mqtt
{

std::unique_ptr<EcqvEnvelope>
EcqvEnvelope::Create(const EcqvForm& form)
{
    return form.published ? CreatePublishedEnvelope(form) : CreateSoundEnvelope(form);
}

} // namespace ns3::mqtt
